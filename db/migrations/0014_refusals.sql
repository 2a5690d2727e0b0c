CREATE TABLE `refusals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`count` integer DEFAULT 1 NOT NULL,
	`person` text NOT NULL,
	`token` text,
	`procedure` text NOT NULL,
	`object` text,
	`tenant` text,
	`address` text NOT NULL,
	`code` text NOT NULL,
	`why` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `refusals_at` ON `refusals` (`at`);--> statement-breakpoint
CREATE INDEX `refusals_tenant` ON `refusals` (`tenant`,`id`);--> statement-breakpoint
CREATE INDEX `refusals_person` ON `refusals` (`person`,`at`);--> statement-breakpoint
CREATE INDEX `actions_name` ON `actions` (`name`,`created_at`);