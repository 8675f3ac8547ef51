/** Says to those who listen to the page what others see happen; `App.svelte` holds the live region. */
class Announcer {
  text = $state("");

  say(text: string): void {
    // The same words twice are two events: a trailing space makes them two texts.
    this.text = this.text === text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
