/** An appointment that is booked and has not begun. Instants ISO 8601 in UTC. */
export type ComingAppointment = { id: string; at: string; until: string; type: string; providerName: string };
