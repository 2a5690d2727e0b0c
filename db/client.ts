export interface Database {
  x: 1
}
