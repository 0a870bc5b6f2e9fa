import { pruneSessions } from "../../jobs/prune-sessions";
import { openDatabase } from "../../with-database";
import { answer } from "./answer";

await answer(async () => {
  const database = await openDatabase();
  try {
    return { pruned: await pruneSessions(database.owner) };
  } finally {
    await database.close();
  }
});
