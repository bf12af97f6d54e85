/** @type {import("../lib/i18n.js").Dictionary} */
export const metrics = {
};
