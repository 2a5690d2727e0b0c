ALTER TABLE `changes` ADD `packages` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `services` ADD `packages` text DEFAULT '[]' NOT NULL;