import { releaseEmbedded } from "@/db/embedded";
import { env } from "@/lib/env";
import { answer, askedBy } from "./answer";

await answer(() => releaseEmbedded(env().DATA_DIR, askedBy));
