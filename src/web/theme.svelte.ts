/** Light, dark, or as the system has it. The choice is kept in this browser. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "leverage-theme";

class Look {
  theme: Theme = $state(keptTheme());

  constructor() {
    show(this.theme);
  }

  choose(theme: Theme): void {
    this.theme = theme;
    show(theme);
    localStorage.setItem(key, theme);
  }
}

function keptTheme(): Theme {
  const kept = localStorage.getItem(key);
  return themes.find((theme) => theme === kept) ?? "system";
}

/** The style sheet reads the attribute; without it the system decides. */
function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export const look = new Look();
