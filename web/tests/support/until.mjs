// Waits for a state, never for a time: asks again until the answer is true. The deadline is generous, since the machine may be
// slow and busy; it only ends what would never come.

const deadlineMs = 60000;
const everyMs = 25;

/** @template T @param {() => Promise<T>|T} ask @param {string} what @returns {Promise<T>} */
export async function until(ask, what) {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
