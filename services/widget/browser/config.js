// What the host's page says: our own snippet by the script's attributes, Intum's embed code by its object, the page's
// address by its parameters. All of it is text from outside.

/** The fields of services/widget/domain/signature.py: what a host's site knows of who is signed in there. */
const IDENTITY = "client_external_id client_email client_name client_url client_plan user_external_id user_email user_name user_phone";
/** Longer values are none of anybody's, and the server refuses them: the customer could not mend that. */
const LONGEST = 200;

/**
 * @typedef {object} Config
 * @property {string} server origin of the helpdesk, without a slash at its end
 * @property {string} desk the desk's public token
 * @property {string} [locale] such as `pl`
 * @property {string} [dir] `rtl` or `ltr`, where the language alone does not say it
 * @property {string} [color] of the button before the desk is asked
 * @property {Identity} identity
 * @property {string} asked number of a ticket that the page's address names
 * @property {Prefill} prefill from the page's address
 */

/**
 * @typedef {object} Identity who is signed in at the host's site, if anybody
 * @property {Record<string, string>} client the fields named in IDENTITY
 * @property {string} [signature]
 * @property {string} [signed_at]
 */

/**
 * @typedef {object} Prefill what the form shows before anybody types
 * @property {string} [title]
 * @property {string} [body]
 * @property {string} [email]
 * @property {string} [name]
 * @property {string} [phone]
 * @property {string} [priority] low, normal, high or urgent
 * @property {string} [category] its id or its name
 */

/**
 * @param {HTMLScriptElement | null} script ours, as it ran
 * @returns {Config}
 */
export function configOf(script) {
  const { desk, locale, dir, color } = script?.dataset ?? {};
  // The object of the page that Intum's embed code fills; `const` leaves it out of `window`.
  const intum = typeof IntumHelpdeskWidget === "object" && IntumHelpdeskWidget;
  // The script's own address counts before Intum's `account_url`: embed code that was moved here may still name the old.
  const home = script?.src || text(intum?.account_url) || location.href;
  return {
    get server() {
      return new URL(home, location.href).origin;
    },
    desk: desk || text(intum?.desk_token),
    locale: locale || text(intum?.locale),
    dir,
    color,
    identity: intum ? identityOf(intum) : { client: {} },
    ...addressed(location.search),
  };
}

/**
 * @param {Record<string, unknown>} said
 * @returns {Identity}
 */
export function identityOf(said) {
  const given = IDENTITY.split(" ").map((name) => [name, text(said[name])]);
  return {
    client: Object.fromEntries(given.filter(([, value]) => value)),
    signature: text(said.signature) || undefined,
    signed_at: text(said.signed_at) || undefined,
  };
}

/**
 * @param {Identity} identity
 * @returns {Prefill}
 */
export function prefillOf({ client }) {
  return {
    email: client.user_email ?? client.client_email,
    name: client.user_name ?? client.client_name,
    phone: client.user_phone,
  };
}

/**
 * @param {string} search the query of the page's address
 * @returns {Pick<Config, "asked" | "prefill">}
 */
function addressed(search) {
  if (!search) return { asked: "", prefill: {} };
  const given = new URLSearchParams(search);
  const one = (name) => given.get(name) ?? undefined;
  const prefill = { title: one("title"), body: one("content"), priority: one("priority"), category: one("category") };
  return { asked: text(one("n")), prefill };
}

/** Numbers are text, too: sites have their ids as numbers. */
function text(value) {
  const said = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return !said || said.length > LONGEST || /\p{Cc}/u.test(said) ? "" : said;
}
