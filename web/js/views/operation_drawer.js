export class OperationDrawer { constructor() { this.x = 1; } describe() { return { title: '', body: '' }; } routeChanged() {} close() {} }
