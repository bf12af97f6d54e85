// Every view of the navigation, in its order.
export const views = ['today', 'namespaces', 'week', 'calendar', 'tasks', 'reports', 'records', 'cost-centers', 'holidays', 'metrics'].map((name) => ({ name }));
