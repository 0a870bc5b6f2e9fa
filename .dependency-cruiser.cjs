// Who may import whom: see ARCHITECTURE.md. `npm run check` and `npm test` fail on a breach.

const PLATFORM = [
  "env",
  "errors",
  "process",
  "http",
  "observability",
  "tenancy",
  "auth",
  "audit",
  "cache",
  "events",
  "jobs",
  "paging",
  "readiness",
  "text",
  "time",
];
// FHIR R4 as a standard: pure, used by the domains and by the edges of the platform, and itself using only the platform.
const STANDARD = ["fhir"];
// Each level may use the doors of the levels before it, never its own or a later one.
const DOMAIN_LEVELS = [
  ["clinic"],
  ["people"],
  ["resources"],
  ["patients"],
  ["records", "scheduling", "billing"],
  ["chart"],
  ["growth", "queue", "claims"],
  ["ingest"],
  ["facade"],
];
// Tests beside a file may use the harness and the factories, which stand above everything.
const TEST = "\\.test\\.tsx?$";

const BROWSER_PART = "^lib/[^/]+/(schema|rules)\\.ts$";

const folders = (names) => `^lib/(${names.join("|")})/`;

const domainOrder = DOMAIN_LEVELS.flatMap((level, at) =>
  level.map((domain) => ({
    name: "platform-below-domains",
    comment: `${domain} may use only the domains before it.`,
    severity: "error",
    from: { path: `^lib/${domain}/`, pathNot: TEST },
    to: {
      path: folders(
        DOMAIN_LEVELS.slice(at)
          .flat()
          .filter((other) => other !== domain)
          .concat("-"),
      ),
    },
  })),
);

const KNOWN = folders([...PLATFORM, ...STANDARD, ...DOMAIN_LEVELS.flat()]);

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two files that need each other are one file, or lack a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "db-only-from-lib",
      comment: "Only lib, scripts and tests talk to the database.",
      severity: "error",
      from: { pathNot: ["^(db|lib|scripts|tests)/", TEST] },
      to: { path: "^db/" },
    },
    {
      name: "db-is-the-bottom",
      comment: "db imports nothing of the product.",
      severity: "error",
      from: { path: "^db/", pathNot: TEST },
      to: { path: "^(app|components|lib|scripts|tests)/" },
    },
    {
      name: "lib-never-up",
      comment: "lib knows neither pages nor components nor commands.",
      severity: "error",
      from: { path: "^lib/", pathNot: TEST },
      to: { path: "^(app|components|scripts|tests)/" },
    },
    {
      name: "doors-only",
      comment:
        "A domain or platform part is used through its index.ts (components: its schema.ts and rules.ts).",
      severity: "error",
      from: { path: "^lib/([^/]+)/", pathNot: [TEST, BROWSER_PART] },
      to: { path: "^lib/", pathNot: ["^lib/$1/", "^lib/[^/]+/index\\.ts$"] },
    },
    {
      name: "doors-only",
      comment:
        "schema.ts and rules.ts go to the browser, so of other domains they use the same two files, not the door.",
      severity: "error",
      from: { path: "^lib/([^/]+)/(schema|rules)\\.ts$" },
      to: { path: "^lib/", pathNot: ["^lib/$1/", BROWSER_PART] },
    },
    {
      name: "doors-only",
      comment:
        "A domain or platform part is used through its index.ts (components: its schema.ts and rules.ts).",
      severity: "error",
      from: { pathNot: ["^(lib|components)/", TEST] },
      to: { path: "^lib/", pathNot: "^lib/[^/]+/index\\.ts$" },
    },
    {
      name: "doors-only",
      comment: "Files of a domain import their siblings by path, never their own door.",
      severity: "error",
      from: { path: "^lib/([^/]+)/", pathNot: TEST },
      to: { path: "^lib/$1/index\\.ts$" },
    },
    {
      name: "platform-below-domains",
      comment: "The platform never imports a domain.",
      severity: "error",
      from: { path: folders(PLATFORM), pathNot: TEST },
      to: { path: folders(DOMAIN_LEVELS.flat()) },
    },
    {
      name: "platform-below-domains",
      comment: "The standard knows no domain of the product.",
      severity: "error",
      from: { path: folders(STANDARD), pathNot: TEST },
      to: { path: folders(DOMAIN_LEVELS.flat()) },
    },
    ...domainOrder,
    {
      name: "lib-folders-have-a-place",
      comment: "A folder of lib is platform, standard or domain: without a place no rule of order holds it.",
      severity: "error",
      from: { path: "^lib/", pathNot: KNOWN },
      to: {},
    },
    {
      name: "lib-folders-have-a-place",
      comment: "Nobody imports from a folder of lib that has no place in the order.",
      severity: "error",
      from: {},
      to: { path: "^lib/", pathNot: KNOWN },
    },
    {
      name: "components-take-types-and-rules",
      comment: "Components use of lib only what the browser may have: schema.ts and rules.ts of a domain.",
      severity: "error",
      from: { path: "^components/", pathNot: TEST },
      to: { path: "^lib/", pathNot: BROWSER_PART },
    },
    {
      name: "components-never-up",
      comment: "Components know neither pages nor the database nor commands.",
      severity: "error",
      from: { path: "^components/", pathNot: TEST },
      to: { path: "^(app|db|scripts|tests)/" },
    },
    {
      name: "ui-knows-no-domain",
      comment: "components/ui is free of the field: no domain, no other components.",
      severity: "error",
      from: { path: "^components/ui/", pathNot: TEST },
      to: { path: "^(lib/|components/(?!ui/))" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|node_modules/\\.cache)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
