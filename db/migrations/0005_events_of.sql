CREATE INDEX `events_tenant` ON `events` (`tenant`,`at`);--> statement-breakpoint
CREATE INDEX `events_person` ON `events` (`person`,`at`);