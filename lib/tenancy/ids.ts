declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<"TenantId">;
export type UserId = Branded<"UserId">;
export type PatientId = Branded<"PatientId">;
export type SessionId = Branded<"SessionId">;

/** Where rows go that belong to no tenant, such as the event of a sign-in with an unknown address. No clinic has it. */
export const NO_TENANT = "00000000-0000-0000-0000-000000000000" as TenantId;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `text` has the shape of a UUID. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
