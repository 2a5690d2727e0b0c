export interface Dispatcher {
  x: 1
}
