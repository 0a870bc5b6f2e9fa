import "server-only";
import { Parser } from "htmlparser2";

// FHIR R4, narrative.html#xhtml and constraint txt-1: no head, no body, no external style sheets, scripts, forms, base, link,
// xlink, frames, iframes, objects or event attributes. Beside those what browsers and XML parsers read differently.
const FORBIDDEN_ELEMENTS = new Set(
  `script style link meta base head body title form input button select option optgroup textarea label fieldset legend isindex
   frame frameset iframe noframes object embed applet param portal audio video source track canvas svg math template slot
   noscript noembed xmp plaintext listing dialog`
    .trim()
    .split(/\s+/),
);
/** Attributes that hold an address; in others "javascript:" is only a word. */
const ADDRESSES = new Set(
  "href src action formaction cite longdesc background data poster srcset ping usemap codebase classid manifest profile".split(
    " ",
  ),
);
const EVENT = /^on[a-z]/;
const ACTIVE_SCHEME = /^(javascript|vbscript|livescript|mocha|data)/;
const EMBEDDED_PICTURE = /^data:image\/(png|jpe?g|gif|webp|bmp);/;
const ACTIVE_STYLE = /javascript:|vbscript:|expression\(|-moz-binding/;
/** Deeper than any page that somebody reads; bounds what the parser looks through at each closing tag. */
const DEPTH_MAX = 1_000;

class Found extends Error {}

/** Letters as a browser reads them: without the white space, control characters and backslashes that it drops. */
function squeezed(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a browser drops.
  return value.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029\ufeff\\]/g, "").toLowerCase();
}

function isActiveAddress(name: string, value: string): boolean {
  const address = squeezed(value);
  if (name === "src" && EMBEDDED_PICTURE.test(address)) return false;
  const scheme = ACTIVE_SCHEME.exec(address)?.[0];
  return scheme !== undefined && address[scheme.length] === ":";
}

/** Why an element or attribute may not be there; `null` when it may. */
function faultOf(name: string, attributes: Record<string, string>): string | null {
  const element = name.slice(name.lastIndexOf(":") + 1).toLowerCase();
  if (FORBIDDEN_ELEMENTS.has(element)) return `<${element.slice(0, 20)}>`;
  for (const [key, value] of Object.entries(attributes)) {
    const whole = key.toLowerCase();
    const attribute = whole.slice(whole.lastIndexOf(":") + 1);
    if (EVENT.test(attribute)) return `the attribute ${attribute.slice(0, 20)}`;
    if (whole.startsWith("xlink:")) return "an xlink";
    if (ADDRESSES.has(attribute) && isActiveAddress(attribute, value))
      return `an address in ${attribute} that runs something`;
    if (attribute === "style" && ACTIVE_STYLE.test(squeezed(value))) return "a style that runs something";
  }
  return null;
}

function look(narrative: string, xmlMode: boolean): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const fault = faultOf(name, attributes);
        if (fault) throw new Found(fault);
        if (++depth > DEPTH_MAX) throw new Found(`more than ${DEPTH_MAX} elements within each other`);
      },
      onclosetag() {
        depth--;
      },
    },
    { xmlMode, decodeEntities: true },
  );
  parser.end(narrative);
}

/**
 * What a narrative (xhtml) holds that runs, sends or hides something; `null` when it only formats text. Read as XML, which it is, and as
 * HTML, as which a browser may be given it. Time grows with the length alone.
 */
export function findActiveContent(narrative: string): string | null {
  try {
    look(narrative, true);
    // To HTML this is no CDATA section but a comment that ends at the next ">".
    look(narrative.replaceAll("<![CDATA[", "<!CDATA["), false);
    return null;
  } catch (error) {
    if (error instanceof Found) return error.message;
    throw error;
  }
}
