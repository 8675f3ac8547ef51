/**
 * `{@attach tooltip("...")}`: words that explain an element, shown while it is pointed at or focused, put away by
 * Escape, and part of its description for screen readers. One bubble serves the whole page.
 */
import type { Attachment } from "svelte/attachments";

let bubble: HTMLElement | null = null;

function bubbleOnPage(): HTMLElement {
  if (bubble === null) {
    bubble = document.createElement("div");
    bubble.className = "tooltip";
    bubble.popover = "manual";
    // The words are the trigger's description already.
    bubble.setAttribute("aria-hidden", "true");
  }
  return bubble;
}

export function tooltip(text: string): Attachment<HTMLElement> {
  return (trigger) => {
    trigger.setAttribute("aria-description", text);
    const show = () => showAt(trigger, text);
    const hide = () => bubble?.isConnected && bubble.hidePopover();
    const onKey = ({ key }: KeyboardEvent) => key === "Escape" && hide();
    trigger.addEventListener("pointerenter", show);
    trigger.addEventListener("focus", show);
    trigger.addEventListener("pointerleave", hide);
    trigger.addEventListener("blur", hide);
    trigger.addEventListener("keydown", onKey);
    return () => {
      hide();
      trigger.removeEventListener("pointerenter", show);
      trigger.removeEventListener("focus", show);
      trigger.removeEventListener("pointerleave", hide);
      trigger.removeEventListener("blur", hide);
      trigger.removeEventListener("keydown", onKey);
    };
  };
}

const gapPx = 8;

/** Below the trigger, or above it where there is no room; never beyond the window's edges. */
function showAt(trigger: HTMLElement, text: string): void {
  const shown = bubbleOnPage();
  shown.textContent = text;
  // Inside an open dialog, so that it stands above it.
  (trigger.closest("dialog") ?? document.body).append(shown);
  shown.showPopover();
  const at = trigger.getBoundingClientRect();
  const size = shown.getBoundingClientRect();
  const left = Math.min(Math.max(gapPx, at.left), innerWidth - size.width - gapPx);
  const below = at.bottom + gapPx;
  const top = below + size.height > innerHeight ? at.top - size.height - gapPx : below;
  shown.style.left = `${left}px`;
  shown.style.top = `${Math.max(gapPx, top)}px`;
}
