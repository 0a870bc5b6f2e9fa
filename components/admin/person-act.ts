/** What may be done about a person from their row. */
export type PersonAct = "edit" | "invite" | "reset" | "end-sessions" | "deactivate" | "activate";
