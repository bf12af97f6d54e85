// FullCalendar, its own chunk: loaded when the calendar is opened, never before.
