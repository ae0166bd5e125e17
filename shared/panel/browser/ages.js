// Keeps "3 min" counting; the words are those of the server's `age` filter.
const UNITS = [[365 * 24 * 60, "y"], [24 * 60, "d"], [60, "h"], [1, "min"]];

function words(instant) {
  const minutes = Math.floor((Date.now() - Date.parse(instant)) / 60000);
  const unit = UNITS.find(([size]) => minutes >= size);
  return unit ? `${Math.floor(minutes / unit[0])} ${unit[1]}` : "now";
}

export function startAges() {
  setInterval(() => {
    for (const time of document.querySelectorAll("time[data-age]")) time.textContent = words(time.dateTime);
  }, 60000);
}
