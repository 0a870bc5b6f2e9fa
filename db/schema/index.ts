import "server-only";
import * as audit from "./audit";
import * as billing from "./billing";
import * as chart from "./chart";
import * as clinic from "./clinic";
import * as operation from "./operation";
import * as patients from "./patients";
import * as people from "./people";
import * as queue from "./queue";
import * as records from "./records";
import * as resources from "./resources";
import * as scheduling from "./scheduling";
import * as sessions from "./sessions";
import * as writes from "./writes";

/** Every table of the database under the part of the product that owns it. A test compares them with the migrated database. */
export const tablesByOwner = {
  audit,
  billing,
  chart,
  clinic,
  operation,
  patients,
  people,
  queue,
  records,
  resources,
  scheduling,
  sessions,
  writes,
};
