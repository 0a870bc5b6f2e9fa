import { Empty } from "@/components/ui/empty";
import { PageLink } from "@/components/ui/page-link";

export default function PatientNotFound() {
  return (
    <Empty title="There is no such patient here">
      <PageLink href="/patients" className="text-accent underline underline-offset-2">
        Find a patient
      </PageLink>
    </Empty>
  );
}
