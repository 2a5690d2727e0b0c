import { Skeleton } from '@/components/ui/skeleton'

/** Heading and the line under it. */
const HeadingSkeleton = () => (
  <div className="mb-5">
    <Skeleton className="my-1.5 h-5 w-48" />
    <Skeleton className="mt-2 w-80 max-w-full" />
  </div>
)

const panel = 'rounded-lg border border-stroke bg-surface-raised'
const row = 'flex h-11 items-center gap-6 border-t border-stroke-faint px-4 first:border-t-0'

/** Most pages on their way: heading and a list, where they will be. */
export const PageSkeleton = () => (
  <div>
    <HeadingSkeleton />
    <div className={panel}>
      <ListSkeleton />
    </div>
  </div>
)

/** A list on its way: search, header, rows of 44 px. */
export const ListSkeleton = () => (
  <div>
    <div className="flex h-13 items-center px-4">
      <Skeleton className="h-8 w-64 max-w-full" />
    </div>
    <div className="h-9 border-t border-stroke-faint" />
    {['a', 'b', 'c', 'd', 'e'].map((key) => (
      <div key={key} className={`${row} first:border-t`}>
        <Skeleton className="w-1/3" />
        <Skeleton className="w-1/6 max-sm:hidden" />
        <Skeleton className="w-1/4 max-sm:hidden" />
      </div>
    ))}
  </div>
)

/** A page of panels on its way, such as a dashboard: heading, two panels side by side, a wide one. */
export const PanelsSkeleton = () => (
  <div>
    <HeadingSkeleton />
    <PanelGridSkeleton />
  </div>
)

/** The same without its heading. */
export const PanelGridSkeleton = () => (
  <div className="grid gap-5 lg:grid-cols-2">
    {['h-56', 'h-56', 'h-64 lg:col-span-2'].map((size, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells them apart
      <div key={index} className={`${panel} ${size}`}>
        <div className="flex h-11 items-center border-b border-stroke-faint px-4">
          <Skeleton className="w-32" />
        </div>
        <div className="p-4">
          <PanelSkeleton />
        </div>
      </div>
    ))}
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

/** Heading and tabs of one object on their way, with what stands under them. */
export const TabbedSkeleton = () => (
  <div>
    <HeadingSkeleton />
    <div className="mb-5 flex h-10 items-center gap-6 border-b border-stroke px-3">
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="w-16" />
      ))}
    </div>
    <PanelGridSkeleton />
  </div>
)
