// How long things wait, and for what.

/**
 * @param {number} milliseconds
 * @param {AbortSignal} signal ends it early
 */
export const pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", resolve, { once: true });
  });

/** Resolves when somebody looks at the page: one in the background asks nothing. */
export const looked = (signal) =>
  document.hidden && !signal.aborted
    ? new Promise((resolve) => {
        document.addEventListener("visibilitychange", resolve, { once: true, signal });
        signal.addEventListener("abort", resolve, { once: true });
      }).then(() => looked(signal))
    : Promise.resolve();

/**
 * Whether nothing came back, or what came back says that another try may do; anything else is the server's own no.
 * @param {any} error
 */
export const isLine = ({ status }) => !status || status >= 500 || [408, 425, 429].includes(status);
