import { nothing } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

/**
 * Sets `--filled`, from 0 to 1, on an element. Lit's `styleMap` writes a style attribute at first, which a strict
 * Content-Security-Policy refuses; properties set from a script are fine.
 */
class Filled extends Directive {
  #last: number | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT)
      throw new Error('`filled` goes on an element, not into an attribute.');
  }

  render(_share: number) {
    return nothing;
  }

  override update({ element }: ElementPart, [share]: [share: number]) {
    if (share !== this.#last && 'style' in element && element.style instanceof CSSStyleDeclaration) {
      element.style.setProperty('--filled', String(share));
      this.#last = share;
    }
    return nothing;
  }
}

export const filled = directive(Filled);
