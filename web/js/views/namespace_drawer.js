export class NamespaceDrawer { constructor() { this.x = 1; } describe() { return { title: '', body: '' }; } routeChanged() {} close() {} }
