// As shared/sizes.py: units of 1024 as limits have them, rounded up.
export function filesize(bytes) {
  const tenths = (unit) => Math.ceil((bytes * 10) / unit) / 10;
  if (bytes < 1024) return `${bytes} B`;
  return tenths(1024) < 1024 ? `${tenths(1024)} KB` : `${tenths(1024 * 1024)} MB`;
}
