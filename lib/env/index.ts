export { deriveKey } from "./derive-key";
export { env, resetEnv } from "./env";
export { type Env, EnvError, parseEnv } from "./parse-env";
