/** Text that is HTML already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | null | undefined | false | readonly Content[];

/** HTML from a template: every value is escaped unless it is markup itself; lists are joined, nothing gives nothing. */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(literals.reduce((text, literal, index) => text + toHtml(values[index - 1]) + literal));
}

/** Marks a trusted text as HTML: only for what this folder has written itself. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** Data for a `<script type="application/json">`: no character of it can end the element or a line of script. */
export function jsonMarkup(data: unknown): Markup {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return raw(JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, escaped));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function toHtml(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(toHtml).join('');
  if (content === null || content === undefined || content === false) return '';
  return String(content).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
