CREATE TABLE `alert_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`alert` text NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`value` real,
	`mail` text NOT NULL,
	`webhook` text NOT NULL,
	`error` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt` integer,
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `alert_events_alert` ON `alert_events` (`alert`,`id`);--> statement-breakpoint
CREATE INDEX `alert_events_next` ON `alert_events` (`next_attempt`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant` text,
	`service` text,
	`metric` text NOT NULL,
	`direction` text NOT NULL,
	`threshold` real NOT NULL,
	`hold_seconds` integer NOT NULL,
	`quiet` text,
	`mail` text NOT NULL,
	`webhook` text,
	`secret` text,
	`state` text DEFAULT 'ok' NOT NULL,
	`since` integer NOT NULL,
	`value` real,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `alerts_tenant` ON `alerts` (`tenant`);--> statement-breakpoint
CREATE INDEX `alerts_service` ON `alerts` (`service`);--> statement-breakpoint
CREATE INDEX `alerts_state` ON `alerts` (`state`);--> statement-breakpoint
CREATE TABLE `address_sets` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant` text,
	`name` text NOT NULL,
	`networks` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `address_sets_name` ON `address_sets` (`tenant`,`name`);--> statement-breakpoint
CREATE TABLE `firewall_lists` (
	`key` text PRIMARY KEY NOT NULL,
	`tenant` text,
	`rules` text NOT NULL,
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `firewall_states` (
	`key` text PRIMARY KEY NOT NULL,
	`tenant` text,
	`generation` integer NOT NULL,
	`state` text NOT NULL,
	`error` text,
	`action` text NOT NULL,
	`guard` integer NOT NULL,
	`stood` text,
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `visit_days` (
	`service` text NOT NULL,
	`day` text NOT NULL,
	`counted` text NOT NULL,
	PRIMARY KEY(`service`, `day`),
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `visit_reads` (
	`service` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL,
	`read_at` integer NOT NULL,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
