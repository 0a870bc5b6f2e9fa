export { beforeExit, runBeforeExit } from "./before-exit";
export { once } from "./once";
