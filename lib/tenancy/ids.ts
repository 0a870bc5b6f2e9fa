declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<"TenantId">;
export type UserId = Branded<"UserId">;
export type PatientId = Branded<"PatientId">;
export type SessionId = Branded<"SessionId">;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `text` has the shape of a UUID. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
