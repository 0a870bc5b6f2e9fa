export { deriveKey } from "./derive-key";
export { env, resetEnv } from "./env";
export { EnvError } from "./parse-env";
