/** A generated patient before the chart. */
export type Person = {
  id: string;
  sex: "female" | "male";
  bornAt: Date;
  family: string;
  given: string;
  number: number;
};

/** A FHIR R4 resource as it is imported. */
export type Resource = { resourceType: string; id: string } & Record<string, unknown>;
