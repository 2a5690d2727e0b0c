CREATE TABLE `changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`service` text NOT NULL,
	`generation` integer NOT NULL,
	`person` text NOT NULL,
	`at` integer NOT NULL,
	`config` text NOT NULL,
	`resources` text NOT NULL,
	`idle` text,
	`first_port` integer,
	`state` text NOT NULL,
	`error` text,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `changes_service` ON `changes` (`service`,`id`);--> statement-breakpoint
CREATE TABLE `requests` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`service` text NOT NULL,
	`person` text,
	`ticket` text,
	`wish` text NOT NULL,
	`before` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`state` text NOT NULL,
	`decider` text NOT NULL,
	`rule` text NOT NULL,
	`decided_by` text,
	`answer` text DEFAULT '' NOT NULL,
	`action` text,
	`created_at` integer NOT NULL,
	`decided_at` integer,
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `requests_state` ON `requests` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `requests_tenant` ON `requests` (`tenant`,`created_at`);--> statement-breakpoint
CREATE INDEX `requests_action` ON `requests` (`action`);--> statement-breakpoint
CREATE INDEX `requests_service` ON `requests` (`service`,`created_at`);--> statement-breakpoint
CREATE TABLE `uses` (
	`service` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`held_bytes` integer,
	`disk_bytes` integer,
	`processes` integer NOT NULL,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `plans` ADD `automatic` text;--> statement-breakpoint
ALTER TABLE `services` ADD `notes` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `services` ADD `halted` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `services` ADD `first_port` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `extra` text;