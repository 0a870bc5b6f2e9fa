"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { SaveRequest } from "@/components/forms/save-request";
import { useAct } from "@/components/forms/use-act";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { isolate } from "@/components/ui/isolate";
import { toast } from "@/components/ui/toast";
import type { Person, PersonWithLink } from "@/lib/people/schema";
import type { PersonAct } from "./person-act";

type Asked = Exclude<PersonAct, "edit">;
type Question = { title: string; text: string; button: string; done: string; path: string };

function questionOf(act: Asked, person: Person): Question {
  const { id } = person;
  const name = isolate(person.name);
  const path = `/api/users/${id}`;
  switch (act) {
    case "invite":
      return {
        title: `New invitation for ${name}`,
        text: "Makes a new link that holds for 7 days. The one before can no longer be used.",
        button: "Make the link",
        done: "",
        path: `${path}/invite`,
      };
    case "reset":
      return {
        title: `Reset the password of ${name}`,
        text: "Makes a link that holds for 24 hours. The present password works until the link is used; then every session of theirs ends.",
        button: "Make the link",
        done: "",
        path: `${path}/reset-password`,
      };
    case "end-sessions":
      return {
        title: `Sign ${name} out everywhere`,
        text: "Every session of theirs ends with its next click. What they typed and did not save stays on their device.",
        button: "End all sessions",
        done: `${name} is signed out everywhere.`,
        path: `${path}/revoke-sessions`,
      };
    case "deactivate":
      return {
        title: `Deactivate ${name}`,
        text: "They are out at once: sessions, links and API tokens end. What they did stays under their name, and you can activate them again.",
        button: "Deactivate",
        done: `${name} is deactivated.`,
        path: `${path}/deactivate`,
      };
    case "activate":
      return {
        title: `Activate ${name}`,
        text: "They come in again with the password they had. Their API tokens stay ended.",
        button: "Activate",
        done: `${name} is active again.`,
        path,
      };
  }
}

type Props = { act: Asked; person: Person; onClose: () => void; onLink: (person: PersonWithLink) => void };

/** Asks once more before something is done about a person, and says what it means for them. */
export function ActDialog({ act, person, onClose, onLink }: Props) {
  const queries = useQueryClient();
  const { isBusy, error, run } = useAct();
  const question = questionOf(act, person);
  const isDanger = act === "deactivate";
  const request: SaveRequest =
    act === "activate"
      ? { method: "PATCH", path: question.path, body: { status: "active" }, version: String(person.version) }
      : { method: "POST", path: question.path, body: undefined, version: null };
  const onDone = (value: PersonWithLink) => {
    void queries.invalidateQueries({ queryKey: ["admin"] });
    if (value?.inviteUrl) {
      onLink(value);
      return;
    }
    toast(question.done);
    onClose();
  };
  return (
    <Dialog title={question.title} onClose={onClose}>
      <p className="max-w-[60ch] text-muted">{question.text}</p>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look={isDanger ? "danger" : "primary"}
          isBusy={isBusy}
          onClick={() => run<PersonWithLink>(request, onDone)}
        >
          {isBusy ? "Working…" : question.button}
        </Button>
      </div>
      {error ? (
        <p role="alert" className="mt-3 text-danger">
          {error}
        </p>
      ) : null}
    </Dialog>
  );
}
