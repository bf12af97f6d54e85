// The page's words in both languages, same keys. What the server says comes in the right language by itself.

const words = {
  'es-CO': {
    skip: 'Ir al contenido', namespaces: 'Espacios', otherLanguage: 'English', otherLang: 'en',
    live: 'En vivo', lost: 'Sin conexión', connecting: 'Conectando…',
    state: { active: 'Activo', inactive: 'Dormido', activating: 'Despertando', deactivating: 'Durmiéndose', degraded: 'Degradado', excluded: 'Excluido', unknown: 'Desconocido' },
    summary: { active: ['activo', 'activos'], inactive: ['dormido', 'dormidos'], activating: ['despertando', 'despertando'], deactivating: ['durmiéndose', 'durmiéndose'], degraded: ['degradado', 'degradados'], excluded: ['excluido', 'excluidos'], unknown: ['desconocido', 'desconocidos'] },
    column: { name: 'Espacio', state: 'Estado', workloads: 'Cargas activas', reason: 'Por qué', next: 'Próximo cambio', action: 'Acción' },
    tableName: 'Espacios y su estado', noCostCenter: 'sin centro de costo', pods: 'pods listos', until: 'hasta', since: 'desde',
    contested: (who) => `En disputa con ${who}`, none: '—',
    next: { auto_startup: 'Se enciende', auto_shutdown: 'Se apaga', activate: 'Se enciende', deactivate: 'Se apaga', manual_activation: 'Se enciende', manual_deactivation: 'Se apaga', command: 'Se ejecuta un comando' },
    on: 'Encender', off: 'Apagar', onNamed: (name) => `Encender ${name}`, offNamed: (name) => `Apagar ${name}`,
    costCenter: 'Centro de costo que paga', duration: 'Duración', reason: 'Motivo (opcional)', requestedBy: 'Quién lo pide (opcional)',
    durations: { 60: '1 hora', 120: '2 horas', 240: '4 horas', 480: '8 horas', '': 'Hasta el próximo apagado automático' },
    offHint: 'Queda apagado hasta que alguien lo encienda, salvo que solo termine un encendido fuera de horario.',
    onHint: 'Vuelve exactamente como estaba.', cancel: 'Cancelar', working: 'Un momento…',
    simulated: (time) => `Clúster simulado, nada de esto es real. Su reloj: ${time}`, nextEvening: 'Siguiente 20:00', nextMorning: 'Siguiente 07:00', moved: (time) => `El reloj avanzó hasta ${time}`,
    dryRun: 'Ensayo: se calcula y se registra todo, y no se escribe nada en el clúster.',
    adoption: (count, time) => `${count} tal como estaban. El primer apagado automático es ${time}; el botón de cada uno lo apaga ya.`,
    adoptionNoTime: (count) => `${count} tal como estaban; nada se ha apagado todavía.`,
    adoptedOne: 'espacio se adoptó', adoptedOther: 'espacios se adoptaron',
    unreachable: (time) => `No hay conexión con el servidor. Lo que ve es de ${time}; se reintenta cada 5 segundos.`,
    neverReached: 'No hay conexión con el servidor; se reintenta cada 5 segundos.',
    empty: 'No hay espacios de usuario en este clúster. Cree uno y aparecerá aquí.', loading: 'Leyendo los espacios…',
    footer: ({ version, mode, zone }) => `Versión ${version} · ${mode} · Horas de ${zone}`,
    mode: { simulated: 'clúster simulado', kubeconfig: 'kubeconfig', 'in-cluster': 'dentro del clúster' },
  },
  en: {
    skip: 'Skip to content', namespaces: 'Namespaces', otherLanguage: 'Español', otherLang: 'es',
    live: 'Live', lost: 'Disconnected', connecting: 'Connecting…',
    state: { active: 'Active', inactive: 'Asleep', activating: 'Waking', deactivating: 'Going to sleep', degraded: 'Degraded', excluded: 'Excluded', unknown: 'Unknown' },
    summary: { active: ['active', 'active'], inactive: ['asleep', 'asleep'], activating: ['waking', 'waking'], deactivating: ['going to sleep', 'going to sleep'], degraded: ['degraded', 'degraded'], excluded: ['excluded', 'excluded'], unknown: ['unknown', 'unknown'] },
    column: { name: 'Namespace', state: 'State', workloads: 'Active workloads', reason: 'Why', next: 'Next change', action: 'Action' },
    tableName: 'Namespaces and their state', noCostCenter: 'no cost centre', pods: 'pods ready', until: 'until', since: 'since',
    contested: (who) => `Contested by ${who}`, none: '—',
    next: { auto_startup: 'Switches on', auto_shutdown: 'Switches off', activate: 'Switches on', deactivate: 'Switches off', manual_activation: 'Switches on', manual_deactivation: 'Switches off', command: 'A command runs' },
    on: 'Switch on', off: 'Switch off', onNamed: (name) => `Switch on ${name}`, offNamed: (name) => `Switch off ${name}`,
    costCenter: 'Cost centre that pays', duration: 'Duration', reason: 'Reason (optional)', requestedBy: 'Who asks (optional)',
    durations: { 60: '1 hour', 120: '2 hours', 240: '4 hours', 480: '8 hours', '': 'Until the next automatic shutdown' },
    offHint: 'It stays off until somebody switches it on, unless this only ends an off-hours activation.',
    onHint: 'It comes back exactly as it was.', cancel: 'Cancel', working: 'One moment…',
    simulated: (time) => `Simulated cluster, none of this is real. Its clock: ${time}`, nextEvening: 'Next 20:00', nextMorning: 'Next 07:00', moved: (time) => `The clock moved on to ${time}`,
    dryRun: 'Dry run: everything is computed and recorded, nothing is written to the cluster.',
    adoption: (count, time) => `${count} as they were. The first automatic shutdown is ${time}; the button of each switches it off now.`,
    adoptionNoTime: (count) => `${count} as they were; nothing has been switched off yet.`,
    adoptedOne: 'namespace was adopted', adoptedOther: 'namespaces were adopted',
    unreachable: (time) => `The server cannot be reached. What you see is from ${time}; trying again every 5 seconds.`,
    neverReached: 'The server cannot be reached; trying again every 5 seconds.',
    empty: 'There are no user namespaces in this cluster. Create one and it appears here.', loading: 'Reading the namespaces…',
    footer: ({ version, mode, zone }) => `Version ${version} · ${mode} · Times of ${zone}`,
    mode: { simulated: 'simulated cluster', kubeconfig: 'kubeconfig', 'in-cluster': 'in the cluster' },
  },
};

const remembered = 'nsched.language';

export function firstLanguage() {
  const chosen = localStorage.getItem(remembered);
  if (chosen in words) return chosen;
  return (navigator.languages ?? [navigator.language]).find((l) => /^(es|en)\b/i.test(l))?.toLowerCase().startsWith('en') ? 'en' : 'es-CO';
}

export function rememberLanguage(language) {
  localStorage.setItem(remembered, language);
}

export const wordsOf = (language) => words[language];
