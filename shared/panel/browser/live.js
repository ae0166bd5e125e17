// Says whether news arrives by itself.
import { announce } from "./toasts.js";

function show(connected) {
  const live = document.getElementById("live");
  if (!live || live.classList.contains("live--off") === !connected) return;
  live.classList.toggle("live--off", !connected);
  live.querySelector("[data-live-text]").textContent = connected ? "Live" : "Not live, trying again";
  announce(connected ? "Connected again" : "No connection. You can go on writing; drafts are kept here.");
}

export function startLive() {
  document.addEventListener("htmx:sseOpen", () => show(true));
  document.addEventListener("htmx:sseError", () => show(false));
}
