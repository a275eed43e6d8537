import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

/**
 * What stands in the middle or at the end of its line, and begins where its width says. Another text takes its place with
 * a node of its own: it is replaced, and nothing that is read moves.
 */
export function afresh(text: string, template: (text: string) => TemplateResult): unknown {
  return keyed(text, template(text));
}
