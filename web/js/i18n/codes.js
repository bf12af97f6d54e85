/** Codes of refusals, in a few words; the whole sentence comes from the server; and what to say of a write that got no answer. @type {import('../lib/i18n.js').Dictionary} */
export const codes = {
  'problem.unsent': ['El servidor no respondió: nada quedó confirmado. Repítalo cuando vuelva la conexión.', 'The server did not answer: nothing was confirmed. Do it again once the connection is back.'],
  'problem.unsentHint': ['El servidor no respondió: no se sabe si esto llegó, y no se reintenta solo. Lo que escribió sigue aquí: envíelo otra vez cuando vuelva la conexión.', 'The server did not answer: nobody knows whether this arrived, and it is not tried again by itself. What you typed is still here: send it again once the connection is back.'],
  'code.limit_exceeded': ['no quedan cupos fuera de horario', 'no off-hours place is free'],
  'code.cost_center_limit_exceeded': ['el centro de costo llegó a su máximo', 'the cost centre is at its maximum'],
  'code.unauthorized': ['el centro de costo no está autorizado', 'the cost centre is not authorised'],
  'code.forbidden': ['su rol no lo permite', 'your role does not allow it'],
  'code.namespace_protected': ['es del sistema', 'it belongs to the system'],
  'code.namespace_excluded': ['está excluido', 'it is excluded'],
  'code.namespace_terminating': ['se está eliminando', 'it is being deleted'],
  'code.namespace_not_found': ['ya no existe', 'it no longer exists'],
  'code.paused': ['los apagados están en pausa', 'the switch-offs are paused'],
  'code.cluster_unavailable': ['el clúster no responde', 'the cluster does not answer'],
  'code.store_unavailable': ['el almacén no responde', 'the store does not answer'],
};
