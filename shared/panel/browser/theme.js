// Light or dark by hand. A cookie, so that the server renders the next page in it and nothing flashes.
const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function startTheme() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `helpdesk_theme=${root.dataset.theme}; path=/; max-age=${YEAR}; samesite=lax`;
  });
}
