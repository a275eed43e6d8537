import { html, type TemplateResult } from 'lit';
import { icon } from '../icons.js';
import { say } from '../texts.js';

/** A modal dialog; the element opens what is rendered. Escape, the button and a click beside it close it. */
export function dialog(id: string, title: string, body: TemplateResult, onClose: () => void): TemplateResult {
  return html`<dialog class="dialog" part="dialog" aria-labelledby=${`${id}-title`} @close=${onClose} @click=${closeBeside}>
    <div class="dialog-frame">
      <div class="dialog-head">
        <h2 id=${`${id}-title`}>${title}</h2>
        <button class="quiet" part="button" type="button" aria-label=${say('close')} @click=${closeAround}>
          ${icon('close')}
        </button>
      </div>
      ${body}
    </div>
  </dialog>`;
}

function closeAround({ currentTarget }: Event): void {
  if (currentTarget instanceof Element) currentTarget.closest('dialog')?.close();
}

/** The frame fills the dialog, so a click on the dialog itself is one on what is behind it. */
function closeBeside({ target, currentTarget }: Event): void {
  if (target === currentTarget && target instanceof HTMLDialogElement) target.close();
}

/**
 * Opens what was rendered since the last time: neither can be said in a template. They stand side by side at the top,
 * so that nobody has to search thousands of elements for them with every letter that is typed.
 */
export function openRendered(root: ParentNode): void {
  for (const element of root.children) {
    if (element instanceof HTMLDialogElement) {
      if (!element.open) element.showModal();
    } else if (element instanceof HTMLElement && element.popover !== null) {
      if (!element.matches(':popover-open')) element.showPopover();
    }
  }
}
