CREATE TABLE `patch_checks` (
	`what` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`found` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `patch_images` (
	`image` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`version` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `patch_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`cancelled` integer DEFAULT false NOT NULL,
	`switched` integer DEFAULT false NOT NULL,
	`options` text NOT NULL,
	`actor` text NOT NULL,
	`started_by` text NOT NULL,
	`action` text,
	`image` text,
	`version` text,
	`before` text,
	`packages` text NOT NULL,
	`error` text,
	`wait_until` integer,
	`created_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `patch_runs_created` ON `patch_runs` (`created_at`);--> statement-breakpoint
CREATE INDEX `patch_runs_action` ON `patch_runs` (`action`);--> statement-breakpoint
CREATE TABLE `patch_targets` (
	`run` text NOT NULL,
	`service` text NOT NULL,
	`service_name` text NOT NULL,
	`tenant` text NOT NULL,
	`tenant_name` text NOT NULL,
	`first` integer NOT NULL,
	`state` text NOT NULL,
	`action` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`error` text,
	`held_ms` integer,
	`started_at` integer,
	`ended_at` integer,
	PRIMARY KEY(`run`, `service`),
	FOREIGN KEY (`run`) REFERENCES `patch_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `patch_targets_action` ON `patch_targets` (`action`);--> statement-breakpoint
CREATE INDEX `patch_targets_service` ON `patch_targets` (`service`,`ended_at`);--> statement-breakpoint
CREATE TABLE `patch_windows` (
	`owner` text PRIMARY KEY NOT NULL,
	`tenant` text,
	`windows` text NOT NULL,
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `service_roots` (
	`service` text PRIMARY KEY NOT NULL,
	`image` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `service_roots_image` ON `service_roots` (`image`);