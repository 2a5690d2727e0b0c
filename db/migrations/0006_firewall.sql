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
