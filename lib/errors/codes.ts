/** The closed list of error codes: HTTP status and title of each. Every code has a page under docs/errors. */
export const ERROR_CODES = {
  malformed_request: { status: 400, title: "The request cannot be read" },
  invalid_cursor: { status: 400, title: "The page cursor is not valid" },
  cross_origin: { status: 403, title: "The request came from another site" },
  not_signed_in: { status: 401, title: "Not signed in" },
  session_locked: { status: 401, title: "The session is locked" },
  wrong_credentials: { status: 401, title: "The address or the password is wrong" },
  session_required: { status: 403, title: "Only a signed-in browser has a session" },
  forbidden: { status: 403, title: "Your role may not do this" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "This address does not answer that method" },
  conflict: { status: 409, title: "Conflict" },
  already_saved: { status: 409, title: "This was saved already" },
  last_administrator: { status: 409, title: "The last administrator has to stay" },
  link_unusable: { status: 410, title: "The link cannot be used any more" },
  idempotency_mismatch: { status: 409, title: "This key was used for another request" },
  version_conflict: { status: 412, title: "Changed by somebody else meanwhile" },
  payload_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "Only JSON is accepted" },
  invalid_input: { status: 422, title: "Some values are not valid" },
  precondition_required: { status: 428, title: "Say which version you are changing" },
  too_many_requests: { status: 429, title: "Too many attempts" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "The service cannot answer at the moment" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
