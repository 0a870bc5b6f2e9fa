import Link from "next/link";
import { Empty } from "@/components/ui/empty";

export default function PatientNotFound() {
  return (
    <Empty title="There is no such patient here">
      <Link href="/patients" className="text-accent underline underline-offset-2">
        Find a patient
      </Link>
    </Empty>
  );
}
