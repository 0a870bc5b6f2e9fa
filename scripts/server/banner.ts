import { env } from "@/lib/env";
import type { Demo } from "../demo/ensure-demo";
import { DEMO_ROLES, signInsPath } from "../demo/sign-ins";

function passwordLine(demo: { password: string | null; isNew: boolean }): string {
  const path = signInsPath(env().DATA_DIR);
  if (demo.isNew) return `${demo.password}   (shown once; kept in ${path})`;
  if (demo.password === null) return "the one the demo clinic was made with";
  return env().DEMO_PASSWORD === undefined ? `in ${path}` : "the one in DEMO_PASSWORD";
}

function signInLines(demo: Demo): string[] {
  if (demo === "absent") return [];
  if (demo === "no clinic") {
    return [
      "No clinic    There is none yet. Make one with its first administrator:",
      `             npm run clinic -- --tenant westside --name "Westside Clinic" --email you@example.org`,
    ];
  }
  return [
    `Sign in as   <role>@demo.test or <role>@other.test, role one of ${DEMO_ROLES.join(" ")}`,
    `Password     ${passwordLine(demo)}`,
  ];
}

/** What is printed once the product answers: where, and how to sign in. */
export function banner(address: string, demo: Demo): string {
  const lines = [`Swiftchart   ${address}`, ...signInLines(demo), "", "Ctrl-C stops it."];
  return `\n${lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n`;
}
