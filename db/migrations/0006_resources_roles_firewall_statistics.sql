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
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`label` text NOT NULL,
	`hash` text NOT NULL,
	`scope` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`last_used` integer,
	`last_address` text,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_hash_unique` ON `api_tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `api_tokens_person` ON `api_tokens` (`person`);--> statement-breakpoint
CREATE TABLE `changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`service` text NOT NULL,
	`generation` integer NOT NULL,
	`person` text NOT NULL,
	`at` integer NOT NULL,
	`config` text NOT NULL,
	`resources` text NOT NULL,
	`idle` text,
	`state` text NOT NULL,
	`error` text,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `changes_service` ON `changes` (`service`,`id`);--> statement-breakpoint
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
CREATE TABLE `identities` (
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`person` text NOT NULL,
	`shown` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used` integer,
	PRIMARY KEY(`issuer`, `subject`),
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `identities_person` ON `identities` (`person`);--> statement-breakpoint
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
CREATE TABLE `resellers` (
	`person` text PRIMARY KEY NOT NULL,
	`limits` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `support_views` (
	`session` text PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`reason` text NOT NULL,
	`started_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	FOREIGN KEY (`session`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade,
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
--> statement-breakpoint
CREATE TABLE `uses` (
	`service` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`held_bytes` integer,
	`disk_bytes` integer,
	`processes` integer NOT NULL,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
DROP INDEX `plans_name_unique`;--> statement-breakpoint
ALTER TABLE `plans` ADD `automatic` text;--> statement-breakpoint
ALTER TABLE `plans` ADD `reseller` text REFERENCES people(id);--> statement-breakpoint
CREATE UNIQUE INDEX `plans_name` ON `plans` (`name`) WHERE "plans"."reseller" is null;--> statement-breakpoint
CREATE UNIQUE INDEX `plans_reseller_name` ON `plans` (`reseller`,`name`);--> statement-breakpoint
ALTER TABLE `events` ADD `token` text;--> statement-breakpoint
ALTER TABLE `invitations` ADD `rights` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `rights` text;--> statement-breakpoint
ALTER TABLE `people` ADD `duty` text;--> statement-breakpoint
ALTER TABLE `services` ADD `accounts` text;--> statement-breakpoint
ALTER TABLE `services` ADD `notes` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `services` ADD `halted` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `extra` text;--> statement-breakpoint
ALTER TABLE `tenants` ADD `held` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `reseller` text REFERENCES people(id);--> statement-breakpoint
CREATE INDEX `tenants_reseller` ON `tenants` (`reseller`);