import { Skeleton } from '@/components/ui/skeleton'

/** A page on its way: heading and one panel, where they will be. */
export const PageSkeleton = () => (
  <div>
    <Skeleton className="mb-2 h-7 w-48" />
    <Skeleton className="mb-6 w-80 max-w-full" />
    <div className="rounded-lg border border-stroke bg-surface-raised p-4">
      <PanelSkeleton />
    </div>
  </div>
)

/** The inside of a panel on its way. */
export const PanelSkeleton = () => (
  <div className="flex flex-col gap-4">
    <Skeleton className="w-2/3" />
    <Skeleton className="w-1/2" />
    <Skeleton className="w-3/4" />
    <Skeleton className="w-1/3" />
  </div>
)
