/** Where the person is in the dashboard; follows the address bar, the back button and links alike. */
import { addressOf, type Place, placeOf } from "./place.ts";

class Router {
  place: Place = $state.raw(placeOf(location.hash));

  constructor() {
    addEventListener("hashchange", () => {
      this.place = placeOf(location.hash);
    });
  }

  go(
    page: string,
    subject: string | null = null,
    options: Readonly<Record<string, string | null>> = {},
  ): void {
    location.hash = addressOf(page, subject, options);
  }

  /** The same page with other options, and without a step in the browser's history. */
  adjust(options: Readonly<Record<string, string | null>>): void {
    const { page, subject, options: before } = this.place;
    history.replaceState(null, "", addressOf(page, subject, { ...before, ...options }));
    this.place = placeOf(location.hash);
  }
}

export const router = new Router();
