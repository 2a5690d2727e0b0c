DROP INDEX `actions_open`;--> statement-breakpoint
CREATE INDEX `actions_state` ON `actions` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `actions_tenant_state` ON `actions` (`tenant`,`state`);