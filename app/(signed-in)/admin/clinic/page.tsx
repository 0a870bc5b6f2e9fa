import type { Metadata } from "next";
import { page } from "@/app/page-entrance";
import { ClinicForm } from "@/components/admin/clinic-form";
import { getClinic } from "@/lib/clinic";

export const metadata: Metadata = { title: "Clinic" };

export default page(
  { name: "/admin/clinic", permission: "clinic:manage", shows: "the clinic's settings" },
  async (ctx) => <ClinicForm stored={await getClinic(ctx)} now={new Date().toISOString()} />,
);
