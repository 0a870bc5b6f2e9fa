export { listComingAppointments } from "./list-coming-appointments";
export type { ComingAppointment } from "./schema";
